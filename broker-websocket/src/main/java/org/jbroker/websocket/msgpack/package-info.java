/** The MessagePack of the API: {@link org.jbroker.websocket.msgpack.MsgPackApi}. */
package org.jbroker.websocket.msgpack;
