package org.jbroker.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jbroker.EndpointOptions;
import org.jbroker.WebSocketOptions;
import org.jbroker.websocket.Sensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page and its files over HTTP; what it does in a browser is tested with the tools. */
class PageTest {

  private static HttpResponse<String> get(Sensor sensor, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sensor.port() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Sensor withPage() {
    return new Sensor(EndpointOptions.builder(), WebSocketOptions.builder().page(true).build());
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8, <!DOCTYPE html>",
    "/?topics=/a, text/html; charset=utf-8, <!DOCTYPE html>",
    "/page.css, text/css; charset=utf-8, :root",
    "/page.js, text/javascript; charset=utf-8, // ",
    "/icon.svg, image/svg+xml, <svg"
  })
  void servesItsFilesUnderAStrictPolicy(String path, String type, String beginning)
      throws Exception {
    try (Sensor sensor = withPage()) {
      HttpResponse<String> response = get(sensor, "GET", path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).startsWith(beginning);
      assertThat(response.headers().firstValue("content-type")).contains(type);
      assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(response.headers().firstValue("content-security-policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void needsNothingFromElsewhere() throws Exception {
    try (Sensor sensor = withPage()) {
      for (String path : new String[] {"/", "/page.css", "/page.js"}) {
        assertThat(get(sensor, "GET", path).body())
            .doesNotContainPattern("(?i)(src|href|url|import)[=( ]+[\"']?(https?:)?//")
            .doesNotContain("innerHTML", "onclick=", "style=");
      }
    }
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    try (Sensor sensor = withPage()) {
      assertThat(get(sensor, "HEAD", "/").body()).isEmpty();
    }
  }

  @Test
  void isThereOnlyIfAskedFor() throws Exception {
    try (Sensor sensor = new Sensor();
        Sensor served = withPage()) {
      assertThat(get(sensor, "GET", "/").statusCode()).isEqualTo(404);
      assertThat(get(served, "GET", "/page.html").statusCode()).isEqualTo(404);
      assertThat(get(served, "GET", "/../page.js").statusCode()).isEqualTo(404);
    }
  }
}
