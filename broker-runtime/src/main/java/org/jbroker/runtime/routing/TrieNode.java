package org.jbroker.runtime.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A node of the compressed prefix trie: the bytes on the way from its parent (its label), the sinks
 * registered for exactly the prefix that ends here, and its children ordered by their first byte.
 *
 * <p>Immutable as soon as the {@link TrieEdit} that made it has ended; until then only that edit,
 * whose token is the node's {@link #owner}, changes it in place. So a bulk change copies each node
 * once and not once for every prefix.
 *
 * <p>No two nodes that follow each other could be one: a node other than the root holds sinks or
 * has at least two children.
 *
 * <p>In a large trie a lookup waits for memory, once for each object on its way that no cache of
 * the processor holds. So what it needs of a usual node stands in the node itself: the first eight
 * bytes of the label, and the first bytes of up to sixteen children. Beside the node it touches the
 * array of the children, nothing else.
 */
final class TrieNode {

  static final Sink[] NO_SINKS = {};
  private static final byte[] NO_BYTES = {};
  private static final TrieNode[] NO_CHILDREN = {};

  /** The node of an empty table. */
  static final TrieNode EMPTY = leaf(null, NO_BYTES, 0, 0, NO_SINKS);

  /** How many bytes behind a topic {@link #leads} may read. */
  static final int PADDING_BYTES = Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The first bytes of more children than this are in an array. */
  private static final int PACKED_CHILDREN = 2 * Long.BYTES;

  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /**
   * Stands for the edit that may change this node. Not the edit itself: that would keep the table
   * which it made, and the sinks in it, for as long as any of its nodes is shared.
   */
  static final class Token {}

  /** The token of an edit; when that has ended, nobody can show it any more. */
  final Token owner;

  /** The first eight bytes of the label, the first one highest; zeros behind a shorter one. */
  private long head;

  /** What the label has beyond them. */
  private byte[] tail;

  private int labelLength;

  Sink[] sinks;

  /** Read only outside of this class; see {@link #replaceChild}. */
  TrieNode[] children;

  /** The first bytes of the first eight children, the first one lowest; zeros behind fewer. */
  private long firstKeys;

  /** Those of the next eight. */
  private long nextKeys;

  /** Those of all children if there are more than sixteen, in unsigned order; else empty. */
  private byte[] manyKeys;

  private TrieNode(Token owner, TrieNode from) {
    this.owner = owner;
    head = from.head;
    tail = from.tail;
    labelLength = from.labelLength;
    sinks = from.sinks;
    takeChildren(from);
  }

  private TrieNode(Token owner, Sink[] sinks) {
    this.owner = owner;
    this.sinks = sinks;
    children = NO_CHILDREN;
    manyKeys = NO_BYTES;
  }

  /** A node without children whose label is a part of {@code bytes}. */
  static TrieNode leaf(Token owner, byte[] bytes, int from, int to, Sink[] sinks) {
    TrieNode leaf = new TrieNode(owner, sinks);
    leaf.setLabel(bytes, from, to);
    return leaf;
  }

  /** This node if the edit owns it, else a copy that it owns. */
  TrieNode ownedBy(Token edit) {
    // The arrays stay shared: a change of a node replaces them and never writes into them.
    return owner == edit ? this : new TrieNode(edit, this);
  }

  /** A copy with an array of its own, allocated together; the same edit owns it. */
  TrieNode settled() {
    TrieNode copy = new TrieNode(owner, this);
    if (children.length > 0) {
      copy.children = children.clone();
    }
    return copy;
  }

  private void takeChildren(TrieNode from) {
    children = from.children;
    firstKeys = from.firstKeys;
    nextKeys = from.nextKeys;
    manyKeys = from.manyKeys;
  }

  /** The number of bytes of the label; 0 for the root alone. */
  int labelLength() {
    return labelLength;
  }

  /** The first byte of a label that is not empty. */
  byte firstByte() {
    return (byte) (head >>> Long.SIZE - Byte.SIZE);
  }

  /** Copies the label to {@code target}, beginning at {@code offset}. */
  void copyLabelTo(byte[] target, int offset) {
    int n = labelLength - tail.length;
    for (int i = 0; i < n; i++) {
      target[offset + i] = (byte) (head >>> Long.SIZE - Byte.SIZE * (i + 1));
    }
    System.arraycopy(tail, 0, target, offset + n, tail.length);
  }

  private byte[] label() {
    byte[] label = new byte[labelLength];
    copyLabelTo(label, 0);
    return label;
  }

  private void setLabel(byte[] bytes, int from, int to) {
    labelLength = to - from;
    int n = Math.min(labelLength, Long.BYTES);
    long packed = 0;
    for (int i = 0; i < n; i++) {
      packed |= (bytes[from + i] & 0xFFL) << Long.SIZE - Byte.SIZE * (i + 1);
    }
    head = packed;
    tail = n == labelLength ? NO_BYTES : Arrays.copyOfRange(bytes, from + n, to);
  }

  /**
   * Whether the first {@code length} bytes of {@code topic} go on with the whole label at {@code
   * offset}. Behind them the array has {@link #PADDING_BYTES} of anything. Not for the root, which
   * nothing leads to.
   */
  boolean leads(byte[] topic, int offset, int length) {
    int n = labelLength;
    if (n > length - offset) {
      return false;
    }
    long differing = head ^ (long) LONG.get(topic, offset);
    if (n <= Long.BYTES) {
      return differing >>> Long.SIZE - Byte.SIZE * n == 0;
    }
    int rest = offset + Long.BYTES;
    return differing == 0 && Arrays.equals(tail, 0, tail.length, topic, rest, offset + n);
  }

  /** How many bytes of the label agree with {@code bytes} from {@code offset} on. */
  int agreement(byte[] bytes, int offset, int length) {
    byte[] label = label();
    int n = Arrays.mismatch(label, 0, label.length, bytes, offset, length);
    return n < 0 ? label.length : n;
  }

  /** The child that starts with {@code first}, or null. */
  TrieNode child(byte first) {
    TrieNode[] nodes = children;
    int index = nodes.length <= PACKED_CHILDREN ? packedIndexOf(first) : manyIndexOf(first);
    return index >= 0 && index < nodes.length ? nodes[index] : null;
  }

  /**
   * The index of the child that starts with {@code first}, or one that is not below the number of
   * children: as there is nothing but zeros behind their first bytes, 0 is found there, too.
   */
  private int packedIndexOf(byte first) {
    long wanted = (first & 0xFF) * LOW_BITS;
    long place = lowestZeroByte(firstKeys ^ wanted);
    return place != 0
        ? Long.numberOfTrailingZeros(place) >>> 3
        : Long.BYTES + (Long.numberOfTrailingZeros(lowestZeroByte(nextKeys ^ wanted)) >>> 3);
  }

  /** A word whose lowest bit that is set is the highest one of the lowest byte that is zero. */
  private static long lowestZeroByte(long word) {
    return word - LOW_BITS & ~word & HIGH_BITS;
  }

  private int manyIndexOf(byte first) {
    int key = first & 0xFF;
    int low = 0;
    int high = manyKeys.length - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int found = manyKeys[middle] & 0xFF;
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

  /** The index of the child that starts with {@code first}, or {@code -(insertion point) - 1}. */
  int indexOf(byte first) {
    int n = children.length;
    if (n > PACKED_CHILDREN) {
      return manyIndexOf(first);
    }
    int index = packedIndexOf(first);
    if (index < n) {
      return index;
    }
    int at = 0;
    while (at < n && Byte.compareUnsigned(key(at), first) < 0) {
      at++;
    }
    return -at - 1;
  }

  /** The first byte of a child of a node that has at most sixteen. */
  private byte key(int index) {
    long keys = index < Long.BYTES ? firstKeys : nextKeys;
    return (byte) (keys >>> Byte.SIZE * index);
  }

  private byte[] keys() {
    int n = children.length;
    if (n > PACKED_CHILDREN) {
      return manyKeys;
    }
    byte[] keys = new byte[n];
    for (int i = 0; i < n; i++) {
      keys[i] = key(i);
    }
    return keys;
  }

  private void setChildren(byte[] keys, TrieNode[] nodes) {
    children = nodes;
    firstKeys = 0;
    nextKeys = 0;
    manyKeys = NO_BYTES;
    if (keys.length > PACKED_CHILDREN) {
      manyKeys = keys;
      return;
    }
    for (int i = 0; i < keys.length; i++) {
      long key = (keys[i] & 0xFFL) << Byte.SIZE * i;
      if (i < Long.BYTES) {
        firstKeys |= key;
      } else {
        nextKeys |= key;
      }
    }
  }

  /** Puts a child where none starts with its first byte. */
  void insertChild(int index, TrieNode child) {
    int n = children.length;
    byte[] keys = Arrays.copyOf(keys(), n + 1);
    TrieNode[] nodes = Arrays.copyOf(children, n + 1);
    System.arraycopy(keys, index, keys, index + 1, n - index);
    System.arraycopy(nodes, index, nodes, index + 1, n - index);
    keys[index] = child.firstByte();
    nodes[index] = child;
    setChildren(keys, nodes);
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
    byte[] all = keys();
    byte[] keys = Arrays.copyOf(all, n - 1);
    TrieNode[] nodes = n == 1 ? NO_CHILDREN : Arrays.copyOf(children, n - 1);
    System.arraycopy(all, index + 1, keys, index, n - 1 - index);
    System.arraycopy(children, index + 1, nodes, index, n - 1 - index);
    setChildren(keys, nodes);
  }

  /** Leaves out the first {@code n} bytes of the label. */
  void shorten(int n) {
    setLabel(label(), n, labelLength);
  }

  /** A node without sinks or children for the first {@code n} bytes of the label. */
  TrieNode upper(Token edit, int n) {
    return leaf(edit, label(), 0, n, NO_SINKS);
  }

  /** Makes {@code child}, the only one of a node without sinks, and that node one. */
  void absorb(TrieNode child) {
    byte[] joined = Arrays.copyOf(label(), labelLength + child.labelLength);
    child.copyLabelTo(joined, labelLength);
    setLabel(joined, 0, joined.length);
    sinks = child.sinks;
    takeChildren(child);
  }
}
