package org.jbroker.runtime.routing;

import java.util.Arrays;
import org.jbroker.Topic;

/**
 * Visits the nodes of a trie in the order of their prefixes, with a stack of its own instead of
 * recursion. Children are visited only where {@link #descend} asks for them.
 */
final class TrieWalk {

  private TrieNode[] nodes = new TrieNode[64];
  private int[] offsets = new int[64];
  private int pending;

  /** Where labels are put together; up to a pending node's offset it holds its parent's prefix. */
  private byte[] bytes = new byte[128];

  private TrieNode node;
  private int length;

  TrieWalk(TrieNode root) {
    push(root, 0);
  }

  /** Goes to the next node; false if there is none. */
  boolean next() {
    if (pending == 0) {
      return false;
    }
    node = nodes[--pending];
    nodes[pending] = null;
    int offset = offsets[pending];
    length = offset + node.labelLength();
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
    }
    node.copyLabelTo(bytes, offset);
    return true;
  }

  TrieNode node() {
    return node;
  }

  /** The prefix that ends at the node. */
  Topic prefix() {
    return Topic.of(bytes, 0, length);
  }

  /** Visits the node's children too. */
  void descend() {
    TrieNode[] children = node.children;
    for (int i = children.length - 1; i >= 0; i--) {
      push(children[i], length);
    }
  }

  private void push(TrieNode child, int offset) {
    if (pending == nodes.length) {
      nodes = Arrays.copyOf(nodes, pending * 2);
      offsets = Arrays.copyOf(offsets, pending * 2);
    }
    nodes[pending] = child;
    offsets[pending++] = offset;
  }
}
