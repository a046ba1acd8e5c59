package org.jbroker.runtime.peering;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.PeerFlag;
import org.jbroker.StatusCode;
import org.jbroker.runtime.queue.DropReports;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.LoopSuspector;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.runtime.wire.ProtocolLimits;
import org.jbroker.runtime.wire.WireFormat;
import org.jbroker.runtime.wire.v1.WireFormatV1;
import org.jbroker.runtime.wire.v64.WireFormatV64;

/** Makes the link of a handshake that is done: wire format, send buffer, reports. Stateless. */
final class LinkFactory {

  private final PeeringContext context;
  private final ProtocolLimits limits;
  private final DropReports dropReports;
  private final NetworkLink.Setting setting;

  LinkFactory(PeeringContext context, DropReports dropReports, PeerLink.Events events) {
    this.context = context;
    this.limits = ProtocolLimits.of(context.options());
    this.dropReports = dropReports;
    BiConsumer<PeerLink, Envelope> loops = this::reportLoop;
    this.setting =
        new NetworkLink.Setting(
            context.dispatcher(),
            events,
            context.counters(),
            context.options().heartbeatInterval().toNanos(),
            limits.maxFrameBytes(),
            loops);
  }

  NetworkLink create(Attempt attempt) {
    EndpointOptions options = context.options();
    EndpointInfo info = attempt.info();
    int version = attempt.handshake().version();
    WireFormat format =
        version == 1
            ? new WireFormatV1(context.self(), info.node(), limits)
            : new WireFormatV64(limits);
    QueueOptions bounds =
        QueueOptions.peer(
            options.peerBufferSize(), options.peerBufferBytes(), options.peerOverflow());
    NetworkLink.Losses losses =
        new NetworkLink.Losses(
            dropReports.queue("send buffer of " + info.node(), bounds),
            dropReports.reporter(
                ErrorCode.SERIALIZATION_FAILED,
                "messages to " + info.node() + " too large",
                " (option maxFrameBytes, which is " + limits.maxFrameBytes() + ")",
                ignored -> {}));
    Set<PeerFlag> flags =
        EnumSet.of(PeerFlag.REMOTE, attempt.isOutbound() ? PeerFlag.OUTBOUND : PeerFlag.INBOUND);
    return new NetworkLink(
        attempt.connection(),
        info,
        Set.copyOf(flags),
        format,
        new SinkQueue(bounds, context.counters(), losses.overflow()),
        version == 1 ? new LoopSuspector(options.ttl()) : null,
        losses,
        setting);
  }

  private void reportLoop(PeerLink link, Envelope envelope) {
    String text =
        "the same messages under "
            + envelope.topic()
            + " keep coming back from this version-1 peer: probably a loop;"
            + " forward=false on one of its endpoints cures it";
    context.report(StatusCode.UNSPECIFIED, link.info(), text);
    context.log().warning(Component.ROUTING, "suspected-loop", "{}: {}", link.peer(), text);
  }
}
