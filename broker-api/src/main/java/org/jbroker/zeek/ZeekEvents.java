package org.jbroker.zeek;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jbroker.Message;
import org.jbroker.Subscription;

/**
 * Typed handlers for Zeek events.
 *
 * <pre>{@code
 * record Pong(long n) {}
 *
 * Subscription subscription = endpoint.subscribe(topics, message -> {}, System.err::println);
 * ZeekEvents.on(subscription, "pong", Pong.class, pong -> System.out.println(pong.n()));
 * }</pre>
 *
 * <p>Handlers run where the subscription's callback runs, one at a time. What they throw, and
 * arguments that do not fit the record, go to the subscription's error callback. Messages that are
 * no Zeek events, or events of other names, are passed over. Events inside a {@link Batch} count.
 */
public final class ZeekEvents {

  private ZeekEvents() {}

  /**
   * Calls {@code handler} with the arguments of each event of that name, as a record.
   *
   * @param type its components take the event's arguments in order
   * @return the subscription
   */
  public static <T extends Record> Subscription on(
      Subscription subscription, String name, Class<T> type, Consumer<? super T> handler) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(handler, "handler");
    return on(subscription, name, event -> handler.accept(event.argsAs(type)));
  }

  /** Calls {@code handler} with each event of that name; returns the subscription. */
  public static Subscription on(
      Subscription subscription, String name, Consumer<? super ZeekEvent> handler) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(handler, "handler");
    return subscription.addHandler(message -> dispatch(message, name, handler));
  }

  private static void dispatch(Message message, String name, Consumer<? super ZeekEvent> handler) {
    Optional<ZeekMessage.Kind> kind = ZeekMessage.kindOf(message.data());
    if (kind.isPresent()) {
      visit(ZeekMessage.from(message.data()), name, handler);
    }
  }

  private static void visit(ZeekMessage message, String name, Consumer<? super ZeekEvent> handler) {
    if (message instanceof ZeekEvent event) {
      if (event.name().equals(name)) {
        handler.accept(event);
      }
    } else if (message instanceof Batch batch) {
      batch.messages().forEach(inner -> visit(inner, name, handler));
    }
  }
}
