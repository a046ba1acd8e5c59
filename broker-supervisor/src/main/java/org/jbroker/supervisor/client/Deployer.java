package org.jbroker.supervisor.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.supervisor.Deployment;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorCommands;
import org.jbroker.supervisor.SupervisorException;

/** Makes the nodes of a supervisor be those of a deployment. Stateless. */
public final class Deployer {

  private final SupervisorCommands commands;
  private final RuntimeDirectory directory;

  /** A deployer that asks the supervisor of a directory. */
  public Deployer(SupervisorCommands commands, RuntimeDirectory directory) {
    this.commands = commands;
    this.directory = directory;
  }

  /** As {@code SupervisorClient.deploy}. */
  public CompletableFuture<Deployment.Result> deploy(Deployment deployment) {
    LocalAddresses here = LocalAddresses.now();
    Predicate<ClusterNode> isHere = node -> here.contains(node.ip());
    Map<String, NodeConfig> wanted = deployment.configs(directory, isHere);
    List<String> elsewhere =
        deployment.layout().nodes().keySet().stream()
            .filter(node -> !wanted.containsKey(node))
            .toList();
    return commands.statusAsync().thenCompose(present -> apply(plan(wanted, elsewhere, present)));
  }

  /**
   * What has to be done.
   *
   * @param configs of the nodes to create, by name
   * @param starts nodes that are as they should be but do not run
   */
  record Plan(Map<String, NodeConfig> configs, List<String> starts, Deployment.Result result) {}

  static Plan plan(
      Map<String, NodeConfig> wanted, List<String> elsewhere, Map<String, NodeStatus> present) {
    List<String> created = new ArrayList<>();
    List<String> recreated = new ArrayList<>();
    List<String> unchanged = new ArrayList<>();
    List<String> starts = new ArrayList<>();
    wanted.forEach(
        (name, config) -> {
          NodeStatus status = present.get(name);
          if (status == null) {
            created.add(name);
          } else if (status.config().cluster().isEmpty()) {
            throw new SupervisorException(
                "there is a node '" + name + "' that belongs to no cluster: destroy it first");
          } else if (!status.config().equals(config)) {
            recreated.add(name);
          } else {
            unchanged.add(name);
            if (!status.isWanted() || status.state() == NodeState.FATAL) {
              starts.add(name);
            }
          }
        });
    List<String> destroyed =
        present.values().stream()
            .filter(status -> status.config().cluster().isPresent())
            .map(NodeStatus::name)
            .filter(name -> !wanted.containsKey(name))
            .sorted()
            .toList();
    return new Plan(
        wanted, starts, new Deployment.Result(created, recreated, unchanged, destroyed, elsewhere));
  }

  /** First all that goes: what comes may need its ports. */
  private CompletableFuture<Deployment.Result> apply(Plan plan) {
    List<String> gone = new ArrayList<>(plan.result().destroyed());
    gone.addAll(plan.result().recreated());
    List<String> fresh = new ArrayList<>(plan.result().created());
    fresh.addAll(plan.result().recreated());
    return all(gone, commands::destroyAsync)
        .thenCompose(done -> all(fresh, name -> commands.createAsync(plan.configs().get(name))))
        .thenCompose(done -> all(plan.starts(), commands::startAsync))
        .thenApply(done -> plan.result());
  }

  private static CompletableFuture<Void> all(
      List<String> names, Function<String, CompletableFuture<Void>> step) {
    return CompletableFuture.allOf(names.stream().map(step).toArray(CompletableFuture<?>[]::new));
  }
}
