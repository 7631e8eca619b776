using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>Instances as the client shows them, as much of them as one message may hold.</summary>
internal sealed class ClientAnswers(DurableRuntimeOptions options)
{
    /// <exception cref="RpcException">The instance's data are more than a message holds.</exception>
    public OrchestrationMetadata Of(InstanceRow row, bool withData) => Of([row], withData)[0];

    /// <exception cref="RpcException">The instances' data are together more than a message holds.</exception>
    public List<OrchestrationMetadata> Of(List<InstanceRow> rows, bool withData)
    {
        if (withData && rows.Sum(Bytes) > options.MaxMessageBytes)
        {
            throw new RpcException(
                new(
                    StatusCode.ResourceExhausted,
                    $"Inputs and outputs of {rows.Count} instances are more than the {options.MaxMessageBytes} bytes that a "
                        + $"message may hold: "
                        + "ask for fewer at once, or without inputs and outputs."
                )
            );
        }

        return rows.ConvertAll(row => Metadata(row, withData));
    }

    private static long Bytes(InstanceRow row) =>
        new[] { row.Input, row.Output, row.CustomStatus, row.Failure }.Sum(text => text is null ? 0L : Encoding.UTF8.GetByteCount(text));

    private OrchestrationMetadata Metadata(InstanceRow row, bool withData) =>
        new(row.Name, row.Id)
        {
            RuntimeStatus = row.Status,
            CreatedAt = row.CreatedAt,
            LastUpdatedAt = row.UpdatedAt,
            SerializedInput = withData ? row.Input : null,
            SerializedOutput = withData ? row.Output : null,
            SerializedCustomStatus = withData ? row.CustomStatus : null,
            FailureDetails = withData && row.Failure is { } failure ? StoredFailure.Read(failure) : null,
            DataConverter = withData ? options.DataConverter : null,
            Tags = row.Tags is { } tags ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags)! : new Dictionary<string, string>(),
        };
}
