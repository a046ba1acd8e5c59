package org.jbroker.store.engine.master;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.StoreBackend;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.store.engine.command.StoreCommand.Update;
import org.jbroker.store.engine.master.EffectQueue.Kind;
import org.jbroker.store.engine.ops.LibraryOps;
import org.jbroker.store.engine.ops.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the commands of writing clones: those of the C++ Broker with the meaning that its library
 * gives them, those of Java clones as if they were called here. One that does not fit the value
 * changes nothing; Java clones are told.
 *
 * <p>Not thread-safe: guarded by the master's lock.
 */
final class RemoteCommands implements WriterInput.Host {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteCommands.class);

  private static final int MAX_KEY_TEXT = 100;

  private final MasterContext context;
  private final StoreBackend backend;
  private final Contents contents;
  private final EffectQueue effects;
  private final Consumer<Action> replay;
  private final Consumer<BackendException> onFailure;
  private long refused;
  private long lost;

  RemoteCommands(
      MasterContext context,
      StoreBackend backend,
      Contents contents,
      EffectQueue effects,
      Consumer<Action> replay,
      Consumer<BackendException> onFailure) {
    this.context = context;
    this.backend = backend;
    this.contents = contents;
    this.effects = effects;
    this.replay = replay;
    this.onFailure = onFailure;
  }

  /** How many did not fit. */
  long refused() {
    return refused;
  }

  /** How many were lost on the way for good. */
  long lost() {
    return lost;
  }

  @Override
  public void notePosition(String noteName, long sequence) {
    backend.note(noteName, sequence);
  }

  @Override
  public void lostCommand() {
    lost++;
  }

  @Override
  public void whenDurable(Runnable action) {
    effects.add(backend.writeSequence(), Kind.OTHER, action, cause -> {});
  }

  @Override
  public Optional<Outcome.Refused> apply(Action action) {
    try {
      return dispatch(action);
    } catch (BackendException e) {
      onFailure.accept(e);
      throw e;
    }
  }

  private Optional<Outcome.Refused> dispatch(Action action) {
    if (action instanceof Update update) {
      return update(
              update.key(),
              current -> update.operation().apply(current, update.operands()),
              update.expiryNanos(),
              update.publisher())
          .map(no -> new Outcome.Refused(no.code(), no.message() + ", key " + text(update.key())));
    }
    applyAsTheLibrary(action);
    return Optional.empty();
  }

  private void applyAsTheLibrary(Action action) {
    if (action instanceof Put put) {
      contents.put(put.key(), put.value(), put.expiryNanos(), put.publisher(), Kind.OTHER);
    } else if (action instanceof PutUnique put) {
      putUnique(put);
    } else if (action instanceof Erase erase) {
      contents.erase(erase.key(), erase.publisher(), Kind.OTHER);
    } else if (action instanceof Add add) {
      update(
          add.key(),
          current -> LibraryOps.add(current, add.value(), add.initialType()),
          add.expiryNanos(),
          add.publisher());
    } else if (action instanceof Subtract subtract) {
      update(
          subtract.key(),
          current -> LibraryOps.subtract(current, subtract.value()),
          subtract.expiryNanos(),
          subtract.publisher());
    } else if (action instanceof Clear clear) {
      contents.clear(clear.publisher(), Kind.OTHER);
    } else {
      // Expire and PutUniqueResult are a master's to say.
      refuse("a clone sent " + action.getClass().getSimpleName());
    }
  }

  /** The answer comes behind the put in the stream, so its asker then sees the entry. */
  private void putUnique(PutUnique put) {
    boolean inserted =
        contents.putUnique(put.key(), put.value(), put.expiryNanos(), put.publisher(), Kind.OTHER);
    PutUniqueResult result =
        new PutUniqueResult(inserted, put.who(), put.requestId(), context.id());
    whenDurable(() -> replay.accept(result));
  }

  private Optional<Outcome.Refused> update(
      Data key,
      Function<? super Optional<Data>, ? extends Outcome> operation,
      OptionalLong expiryNanos,
      EntityId publisher) {
    Outcome outcome = contents.update(key, operation, expiryNanos, publisher, Kind.OTHER);
    if (outcome instanceof Outcome.Refused no) {
      refuse(no.message());
      return Optional.of(no);
    }
    return Optional.empty();
  }

  private static String text(Data key) {
    String text = key.toString();
    return text.length() <= MAX_KEY_TEXT ? text : text.substring(0, MAX_KEY_TEXT) + "...";
  }

  private void refuse(String why) {
    refused++;
    LOG.debug("{}: a command changes nothing: {}", context.name(), why);
  }
}
