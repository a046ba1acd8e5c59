/**
 * For those who build engines: start at {@link org.jbroker.spi.DataCodec}.
 *
 * <pre>{@code
 * Data -- DataCodec.encode --> ByteWriter --> bytes of a message, a row of a database
 * Data <-- DataCodec.decode -- ByteReader <-- bytes from the network, under DecodeLimits
 * }</pre>
 *
 * <p>A {@link org.jbroker.spi.BackendProvider} opens a {@link org.jbroker.spi.StoreBackend}, in
 * which the master of a data store keeps its entries.
 *
 * <p>There is one binary form of {@link org.jbroker.data.Data}, that of the C++ Broker's version 1,
 * and it is read and written here only. {@link org.jbroker.spi.ByteReader} and {@link
 * org.jbroker.spi.ByteWriter} are also what wire formats are made of. Whatever is wrong with bytes
 * is an {@link org.jbroker.spi.InvalidDataException}.
 */
package org.jbroker.spi;
