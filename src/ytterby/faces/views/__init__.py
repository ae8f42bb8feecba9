"""Views: what a room returned, laid out as sheets and figures; commands and pages print the same ones."""
