// Makes the program of both modules from the first Java snippet of the README, so that what people
// read first is what compiles and runs. Only the port is replaced: the test's own is an argument.
def readme = new File(repositoryRoot, 'README.md')
if (!readme.isFile()) {
  throw new IllegalStateException("no README.md in ${repositoryRoot}")
}
def snippet = readme.getText('UTF-8') =~ /(?s)```java\r?\n(.*?)```/
if (!snippet.find()) {
  throw new IllegalStateException("${readme} has no block that starts with \"```java\"")
}
def body = snippet.group(1)
if (!body.contains('9999')) {
  throw new IllegalStateException("the first Java snippet of ${readme} has no port 9999:\n${body}")
}
def program = """\
package com.example;

import org.jbroker.*;
import org.jbroker.data.*;
import org.jbroker.zeek.*;

public final class Main {
  public static void main(String[] args) throws Exception {
${body.replace('9999', 'Integer.parseInt(args[0])')}
  }
}
"""
for (module in ['on-class-path', 'on-module-path']) {
  def file = new File(basedir, "${module}/src/main/java/com/example/Main.java")
  file.parentFile.mkdirs()
  file.setText(program, 'UTF-8')
}
return true
