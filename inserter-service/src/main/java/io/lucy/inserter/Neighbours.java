package io.lucy.inserter;

/** The other services, as far as accepting a clone takes them. */
public record Neighbours(ZooPlans zoo, DatasetDirectory datasets, PathDirectory paths) {}
