"""The dashboard: server-rendered pages on this machine only, live where a script runs, readable where none does."""
