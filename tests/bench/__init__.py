"""What script/bench runs: the built program between the simulator and a PostgreSQL of its own, beside references."""
