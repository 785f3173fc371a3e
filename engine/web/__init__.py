"""The audit site over HTTP: a base that is only read and a request in, a page or its JSON out."""
