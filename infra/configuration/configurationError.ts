/**
 * A mistake in what people write for a deployment: the configuration, a scrape configuration that ships. The message is told as it is
 * and ends a command with exit status 1: where in the program it was noticed helps nobody.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
