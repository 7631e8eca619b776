using System.IO.Pipelines;

namespace ServerlessML.Serving.Requests;

/// <summary>Sends answers: headers and body in one write.</summary>
internal static class Answers
{
    /// <summary>What the exchange has written, as the answer.</summary>
    public static ValueTask<FlushResult> Send(Exchange exchange)
    {
        var response = exchange.Http.Response;
        var headers = response.Headers;
        headers[Headers.RequestId] = exchange.RequestId;
        headers[Headers.ModelVersion] = exchange.Arm.VersionText;
        headers[Headers.PlanRevision] = exchange.Plan.RevisionText;
        exchange.WriteHeaders(headers);
        headers.ContentType = exchange.ContentType;
        headers.ContentLength = exchange.Output.WrittenCount;
        return response.BodyWriter.WriteAsync(exchange.Output.WrittenMemory);
    }

    public static ValueTask<FlushResult> Refuse(Exchange exchange, Fault fault)
    {
        exchange.Output.ResetWrittenCount();
        exchange.WriteFault(fault);
        var response = exchange.Http.Response;
        response.StatusCode = fault.Status;
        var headers = response.Headers;
        headers[Headers.RequestId] = exchange.RequestId;
        if (exchange.IsRouted)
        {
            headers[Headers.ModelVersion] = exchange.Arm.VersionText;
            headers[Headers.PlanRevision] = exchange.Plan.RevisionText;
        }

        headers.ContentType = exchange.FaultContentType;
        headers.ContentLength = exchange.Output.WrittenCount;
        Problems.WriteHeaders(headers, fault);
        return response.BodyWriter.WriteAsync(exchange.Output.WrittenMemory);
    }
}
