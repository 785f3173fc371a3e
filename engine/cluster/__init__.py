"""Work for many processes or machines: tasks over panel files, results as small checked files."""
