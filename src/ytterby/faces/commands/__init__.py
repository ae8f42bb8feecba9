"""Commands: each parses, asks one room, prints. Heavy packages are imported inside the command, so that help stays quick."""
