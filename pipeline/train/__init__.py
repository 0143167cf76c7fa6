"""Train: the theme classifier, from labels and annotations to a model file."""
