/** A user's module. */
module com.example.consumer {
  requires org.jbroker.api;
}
