package org.jbroker.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;
import org.jbroker.testkit.SeededRandom;

/** Changes a value in one place, as a hostile sender may. */
final class Damage {

  private Damage() {}

  /** The value with one part of it changed, removed or replaced; at random. */
  static Data somewhere(Data value, SeededRandom random) {
    if (value instanceof Vector vector && !vector.isEmpty() && random.chance(0.8)) {
      List<Data> parts = new ArrayList<>(vector.asList());
      int at = random.nextInt(parts.size());
      if (random.chance(0.1)) {
        parts.remove(at);
      } else {
        parts.set(at, somewhere(parts.get(at), random));
      }
      return Vector.of(parts.toArray(Data[]::new));
    }
    if (value instanceof Str text && text.length() > 0 && random.chance(0.8)) {
      byte[] bytes = text.toBytes();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      return Str.of(bytes);
    }
    return switch (random.nextInt(5)) {
      case 0 -> Data.none();
      case 1 -> Data.count(random.nextInt(30));
      case 2 -> Data.string("damage");
      case 3 -> Vector.empty();
      default -> Data.real(random.nextGaussian());
    };
  }
}
