/**
 * Version 64, this library's own: {@link org.jbroker.runtime.wire.v64.WireFormatV64} reads and
 * writes its frames, each one MessagePack array.
 */
package org.jbroker.runtime.wire.v64;
