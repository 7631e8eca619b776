namespace ServerlessML.Infra.Settings;

/// <summary>A stack setting that is missing or cannot be used. The message names it and says what to do.</summary>
public sealed class SettingException(string setting, string what) : RunException($"The stack setting serverlessml:{setting} {what}")
{
    public string Setting { get; } = setting;
}
