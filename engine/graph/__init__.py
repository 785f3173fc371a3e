"""Graph: a rule book and its findings come in; the causal graph as Mermaid or SVG goes out."""
