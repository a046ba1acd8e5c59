package org.jbroker.runtime.routing;

import java.util.Arrays;
import org.jbroker.Topic;

/**
 * One change of a trie, of one prefix or of a million: copies the nodes on the ways to the changed
 * places, each once, and leaves the trie that it started from as it was.
 *
 * <p>Confined to the thread that makes the change. Nothing recurses: a peer may announce a prefix
 * of 64 KiB and each of its own prefixes, which makes a trie as deep.
 */
final class TrieEdit {

  private final TrieNode.Token token = new TrieNode.Token();
  private TrieNode root;
  private int prefixCount;
  private long registrationCount;
  private boolean changed;

  /** What prefixes without other sinks share, so that a million of them cost one array. */
  private Sink[] single = TrieNode.NO_SINKS;

  /** The owned nodes from the root to the place of a removal. */
  private TrieNode[] path = new TrieNode[16];

  TrieEdit(TrieNode root, int prefixCount, long registrationCount) {
    this.root = root;
    this.prefixCount = prefixCount;
    this.registrationCount = registrationCount;
  }

  TrieNode root() {
    return root;
  }

  /**
   * Makes all nodes of this edit anew, each followed by its children's array, then by the nodes
   * below it. As they were made, in the order of the changes, each stands somewhere else in memory;
   * now those that a lookup visits one after the other share lines and pages. Collectors keep it
   * so, since they copy in such an order, or keep the one that is there.
   */
  void settle() {
    root = root.ownedBy(token).settled();
    TrieNode[][] siblings = new TrieNode[16][];
    int[] next = new int[16];
    int depth = 0;
    siblings[0] = root.children;
    while (depth >= 0) {
      if (next[depth] == siblings[depth].length) {
        siblings[depth--] = null;
        continue;
      }
      int index = next[depth]++;
      TrieNode node = siblings[depth][index];
      if (node.owner == token) {
        node = node.settled();
        siblings[depth][index] = node;
        if (++depth == siblings.length) {
          siblings = Arrays.copyOf(siblings, depth * 2);
          next = Arrays.copyOf(next, depth * 2);
        }
        siblings[depth] = node.children;
        next[depth] = 0;
      }
    }
  }

  int prefixCount() {
    return prefixCount;
  }

  long registrationCount() {
    return registrationCount;
  }

  /** Whether anything is other than before. */
  boolean changed() {
    return changed;
  }

  /** Registers a sink for a prefix; nothing happens if it is. */
  void add(Topic prefix, Sink sink) {
    if (holds(prefix, sink)) {
      return;
    }
    changed = true;
    registrationCount++;
    TrieNode node = root = root.ownedBy(token);
    byte[] bytes = prefix.toBytes();
    int at = 0;
    while (at < bytes.length) {
      int index = node.indexOf(bytes[at]);
      if (index < 0) {
        TrieNode leaf = TrieNode.leaf(token, bytes, at, bytes.length, singleOf(sink));
        node.insertChild(-index - 1, leaf);
        prefixCount++;
        return;
      }
      TrieNode child = node.children[index];
      int agreed = child.agreement(bytes, at, bytes.length);
      TrieNode next = agreed < child.labelLength() ? split(child, agreed) : child.ownedBy(token);
      node.replaceChild(index, next);
      node = next;
      at += agreed;
    }
    int n = node.sinks.length;
    if (n == 0) {
      prefixCount++;
      node.sinks = singleOf(sink);
    } else {
      Sink[] more = Arrays.copyOf(node.sinks, n + 1);
      more[n] = sink;
      node.sinks = more;
    }
  }

  /** Takes a sink from a prefix; nothing happens if it is not registered for it. */
  void remove(Topic prefix, Sink sink) {
    if (!holds(prefix, sink)) {
      return;
    }
    changed = true;
    registrationCount--;
    root = root.ownedBy(token);
    path[0] = root;
    int depth = 0;
    int at = 0;
    while (at < prefix.length()) {
      TrieNode node = path[depth];
      int index = node.indexOf(prefix.byteAt(at));
      TrieNode child = node.children[index].ownedBy(token);
      node.replaceChild(index, child);
      if (++depth == path.length) {
        path = Arrays.copyOf(path, depth * 2);
      }
      path[depth] = child;
      at += child.labelLength();
    }
    TrieNode node = path[depth];
    node.sinks = remove(node.sinks, sink);
    if (node.sinks.length == 0) {
      prefixCount--;
      prune(depth);
    }
    Arrays.fill(path, 0, depth + 1, null);
  }

  /** Restores the invariant of {@link TrieNode} after the node at {@code depth} lost its sinks. */
  private void prune(int depth) {
    if (depth == 0) {
      return;
    }
    TrieNode node = path[depth];
    TrieNode parent = path[depth - 1];
    if (node.children.length == 1) {
      node.absorb(node.children[0]);
    } else if (node.children.length == 0) {
      parent.removeChild(parent.indexOf(node.firstByte()));
      if (depth > 1 && parent.sinks.length == 0 && parent.children.length == 1) {
        parent.absorb(parent.children[0]);
      }
    }
  }

  /** A node for the first {@code length} bytes of the label, above one for the rest of it. */
  private TrieNode split(TrieNode child, int length) {
    TrieNode upper = child.upper(token, length);
    TrieNode lower = child.ownedBy(token);
    lower.shorten(length);
    upper.insertChild(0, lower);
    return upper;
  }

  private boolean holds(Topic prefix, Sink sink) {
    TrieNode node = root;
    int length = prefix.length();
    byte[] bytes = new byte[length + TrieNode.PADDING_BYTES];
    prefix.copyTo(bytes, 0);
    int at = 0;
    while (at < length) {
      node = node.child(bytes[at]);
      if (node == null || !node.leads(bytes, at, length)) {
        return false;
      }
      at += node.labelLength();
    }
    return indexOf(node.sinks, sink) >= 0;
  }

  private Sink[] singleOf(Sink sink) {
    if (single.length == 0 || single[0] != sink) {
      single = new Sink[] {sink};
    }
    return single;
  }

  private static Sink[] remove(Sink[] sinks, Sink sink) {
    int n = sinks.length;
    if (n == 1) {
      return TrieNode.NO_SINKS;
    }
    int index = indexOf(sinks, sink);
    Sink[] fewer = Arrays.copyOf(sinks, n - 1);
    System.arraycopy(sinks, index + 1, fewer, index, n - 1 - index);
    return fewer;
  }

  /** By identity: a sink is what it is, whatever its {@code equals} says. */
  private static int indexOf(Sink[] sinks, Sink sink) {
    for (int i = 0; i < sinks.length; i++) {
      if (sinks[i] == sink) {
        return i;
      }
    }
    return -1;
  }
}
