/** The JSON of the API: {@link org.jbroker.websocket.json.JsonApi}. */
package org.jbroker.websocket.json;
