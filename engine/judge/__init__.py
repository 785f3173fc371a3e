"""Which claims hold: durable_rules, a reference evaluator that must agree with it, and the run."""
