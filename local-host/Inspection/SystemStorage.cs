using Azure;
using ServerlessML.LocalHost.Supervision;
using ServerlessML.Storage;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>Reads the storage of a system without its host: what is looked at does not depend on who is looked at.</summary>
internal static class SystemStorage
{
    /// <summary>The storage of the system on a directory, or of the setting where none ran there; null without both.</summary>
    public static StorageClients? Find(string data) =>
        (SystemFile.Read(data)?.StorageConnection ?? Environment.GetEnvironmentVariable(StorageClients.Setting)) is { } connection
            ? StorageClients.From(name => name == StorageClients.Setting ? connection : null)
            : null;

    /// <exception cref="InvalidSettingException">The storage cannot be reached.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            throw new InvalidSettingException(
                $"The storage does not answer: {(e is AggregateException many ? many.InnerExceptions[0] : e).Message.Split('\n')[0]} "
                    + "Start the system: ./serverlessml up."
            );
        }
    }
}
