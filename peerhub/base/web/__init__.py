"""Requests and answers: the Flask app, pages, errors, headers, limits, paging, tables to export."""
