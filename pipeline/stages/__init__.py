"""The stages that `dvc.yaml` wires: each reads tables, calls a domain function, writes tables."""
