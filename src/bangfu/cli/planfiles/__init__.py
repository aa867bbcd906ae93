"""The planner's files: sheets in, a plan document and JSON out. No site and no database are needed."""
