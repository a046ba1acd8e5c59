package org.jbroker.zeek;

import org.jbroker.data.Data;

/** A message in Zeek's layout. (The seam that the API compiles against.) */
public interface ZeekMessage {
  /** The value that travels. */
  Data toData();
}
