"""The planner's desk: a scenario's board as map, matrix, table and figures, in plain data for the templates."""
