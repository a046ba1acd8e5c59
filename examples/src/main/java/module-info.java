/** Short programs to read first. They name the API only; the engine is found at run time. */
module org.jbroker.examples {
  requires org.jbroker.api;
  requires org.jbroker.cluster;
}
