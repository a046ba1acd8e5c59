package org.jbroker.runtime.routing;

import java.util.Arrays;
import org.jbroker.Topic;

/**
 * A node of the compressed prefix trie: the bytes on the way from its parent, the sinks registered
 * for exactly the prefix that ends here, and its children ordered by their first byte.
 *
 * <p>Immutable as soon as the {@link TrieEdit} that made it has ended; until then only that edit,
 * whose token is the node's {@link #owner}, changes it in place. So a bulk change copies each node
 * once and not once for every prefix.
 *
 * <p>No two nodes that follow each other could be one: a node other than the root holds sinks or
 * has at least two children.
 */
final class TrieNode {

  static final Sink[] NO_SINKS = {};
  static final byte[] NO_BYTES = {};
  private static final TrieNode[] NO_CHILDREN = {};

  /** The node of an empty table. */
  static final TrieNode EMPTY = new TrieNode(null, NO_BYTES, NO_SINKS, NO_BYTES, NO_CHILDREN);

  /**
   * Stands for the edit that may change this node. Not the edit itself: that would keep the table
   * which it made, and the sinks in it, for as long as any of its nodes is shared.
   */
  static final class Token {}

  /** The token of an edit; when that has ended, nobody can show it any more. */
  final Token owner;

  byte[] label;
  Sink[] sinks;

  /** The first bytes of the children, in unsigned order: what a lookup searches. */
  byte[] firstBytes;

  TrieNode[] children;

  private TrieNode(
      Token owner, byte[] label, Sink[] sinks, byte[] firstBytes, TrieNode[] children) {
    this.owner = owner;
    this.label = label;
    this.sinks = sinks;
    this.firstBytes = firstBytes;
    this.children = children;
  }

  static TrieNode leaf(Token owner, byte[] label, Sink[] sinks) {
    return new TrieNode(owner, label, sinks, NO_BYTES, NO_CHILDREN);
  }

  /** This node if the edit owns it, else a copy that it owns. */
  TrieNode ownedBy(Token edit) {
    // The arrays stay shared: a change of a node replaces them and never writes into them.
    return owner == edit ? this : new TrieNode(edit, label, sinks, firstBytes, children);
  }

  /** The index of the child that starts with {@code first}, or {@code -(insertion point) - 1}. */
  int indexOf(byte first) {
    byte[] keys = firstBytes;
    int key = first & 0xFF;
    int low = 0;
    int high = keys.length - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int found = keys[middle] & 0xFF;
      if (found < key) {
        low = middle + 1;
      } else if (found > key) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }

  /** The child that starts with {@code first}, or null. */
  TrieNode child(byte first) {
    int index = indexOf(first);
    return index < 0 ? null : children[index];
  }

  /** How many bytes of the label agree with the topic from {@code offset} on. */
  int agreement(Topic topic, int offset) {
    int limit = Math.min(label.length, topic.length() - offset);
    int n = 0;
    while (n < limit && label[n] == topic.byteAt(offset + n)) {
      n++;
    }
    return n;
  }

  /** Puts a child where none starts with its first byte. */
  void insertChild(int index, TrieNode child) {
    int n = children.length;
    byte[] keys = new byte[n + 1];
    TrieNode[] nodes = new TrieNode[n + 1];
    System.arraycopy(firstBytes, 0, keys, 0, index);
    System.arraycopy(children, 0, nodes, 0, index);
    keys[index] = child.label[0];
    nodes[index] = child;
    System.arraycopy(firstBytes, index, keys, index + 1, n - index);
    System.arraycopy(children, index, nodes, index + 1, n - index);
    firstBytes = keys;
    children = nodes;
  }

  /** Puts a child in the place of one that starts with the same byte. */
  void replaceChild(int index, TrieNode child) {
    if (children[index] != child) {
      children = children.clone();
      children[index] = child;
    }
  }

  /** Takes a child out. */
  void removeChild(int index) {
    int n = children.length;
    if (n == 1) {
      firstBytes = NO_BYTES;
      children = NO_CHILDREN;
      return;
    }
    byte[] keys = new byte[n - 1];
    TrieNode[] nodes = new TrieNode[n - 1];
    System.arraycopy(firstBytes, 0, keys, 0, index);
    System.arraycopy(children, 0, nodes, 0, index);
    System.arraycopy(firstBytes, index + 1, keys, index, n - 1 - index);
    System.arraycopy(children, index + 1, nodes, index, n - 1 - index);
    firstBytes = keys;
    children = nodes;
  }

  /** Makes {@code child}, the only one of a node without sinks, and that node one. */
  void absorb(TrieNode child) {
    byte[] joined = Arrays.copyOf(label, label.length + child.label.length);
    System.arraycopy(child.label, 0, joined, label.length, child.label.length);
    label = joined;
    sinks = child.sinks;
    firstBytes = child.firstBytes;
    children = child.children;
  }
}
