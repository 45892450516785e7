"""The record on SQL: SQLite embedded, PostgreSQL in production, one code on SQLAlchemy Core."""
