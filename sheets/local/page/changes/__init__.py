"""What people change on the page: cells, rows, columns, tabs."""
