"""Pages of volunteers: joining, their own pages, and the desk's."""
