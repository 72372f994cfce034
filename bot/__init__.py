"""The process: configuration, command line, the Matrix edge, clerk, relay, courier."""
