namespace ServerlessML.LocalHost.Hosting;

/// <summary>The host cannot start as configured; the message names the setting or file and what is wrong with it.</summary>
public sealed class InvalidSettingException(string message, Exception? cause = null) : Exception(message, cause);
