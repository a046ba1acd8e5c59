/** One record of 21 fields in three codecs: the library's, one written by hand, and MessagePack. */
package org.jbroker.benchmarks.codec;
