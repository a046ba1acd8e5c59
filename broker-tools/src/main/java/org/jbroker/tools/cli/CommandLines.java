package org.jbroker.tools.cli;

import org.jbroker.EndpointId;
import org.jbroker.NetworkInfo;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How all command lines are read and how their failures are told. */
public final class CommandLines {

  private static final int USAGE_WIDTH_COLUMNS = 100;

  private CommandLines() {}

  /**
   * A command line.
   *
   * @param factory makes the commands below {@code command}
   */
  public static CommandLine of(Object command, CommandLine.IFactory factory, Console console) {
    CommandLine line = new CommandLine(command, factory);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(USAGE_WIDTH_COLUMNS);
    line.registerConverter(NetworkInfo.class, converter(AddressParser::parse));
    line.registerConverter(EndpointId.class, converter(EndpointId::of));
    line.setOut(console.standardOutput());
    line.setErr(console.standardError());
    Failures failures = new Failures(console);
    line.setParameterExceptionHandler(failures);
    line.setExecutionExceptionHandler(failures);
    return line;
  }

  private static <T> ITypeConverter<T> converter(ITypeConverter<T> parser) {
    return text -> {
      try {
        return parser.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }
}
