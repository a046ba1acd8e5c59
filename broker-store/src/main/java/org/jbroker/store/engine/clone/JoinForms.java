package org.jbroker.store.engine.clone;

/**
 * In which form a clone asks to join, and by which name.
 *
 * <p>It asks for the contents in parts, which a C++ master understands as a request for all at
 * once. Behind a C++ relay, which lets commands pass only if it knows them, there may be a Java
 * master whose answers in parts do not get here. So as long as none did, every fourth request of a
 * search is in the form of a C++ clone, and by another name, since the master would go on with
 * parts by the old one. Not thread-safe.
 */
final class JoinForms {

  private static final int ROUND = 4;

  /** A form. */
  enum Form {
    /** In parts, by the name of the request before. */
    PARTS,
    /** In parts, by a name that was not used before. */
    PARTS_AND_NEW_NAME,
    /** All at once, by a name that was not used before. */
    WHOLE_AND_NEW_NAME
  }

  private long requests;
  private boolean promised;

  /** A search begins, by a new name. */
  void begin() {
    requests = 0;
    promised = false;
  }

  /** A master has answered that parts will come. */
  void promised() {
    promised = true;
  }

  /** The form of the next request. */
  Form next() {
    long turn = requests % ROUND;
    boolean first = requests == 0;
    requests++;
    if (promised || first) {
      return Form.PARTS;
    }
    if (turn == ROUND - 1) {
      return Form.WHOLE_AND_NEW_NAME;
    }
    return turn == 0 ? Form.PARTS_AND_NEW_NAME : Form.PARTS;
  }
}
