package org.jbroker.spi;

/** Bounds. (Seam.) */
public record DecodeLimits(int maxDepth, int maxElements) {}
