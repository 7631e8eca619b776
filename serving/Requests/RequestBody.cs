using System.IO.Pipelines;

namespace ServerlessML.Serving.Requests;

/// <summary>Takes bodies in, within their size and time.</summary>
internal static class RequestBody
{
    /// <summary>The whole body, or one byte more than is allowed. The caller advances the reader.</summary>
    /// <exception cref="BadHttpRequestException">It is announced larger than allowed (413), took too long (408), or broke off.</exception>
    public static ValueTask<ReadResult> ReadAsync(HttpContext context, GatewayOptions options)
    {
        if (context.Request.ContentLength > options.MaxBodyBytes)
        {
            throw new BadHttpRequestException("The body is larger than a request may be.", StatusCodes.Status413PayloadTooLarge);
        }

        var reader = context.Request.BodyReader;
        // What has arrived with the head, as most bodies do, needs no clock.
        var read = reader.ReadAtLeastAsync(options.MaxBodyBytes + 1, context.RequestAborted);
        if (read.IsCompletedSuccessfully)
        {
            var body = read.Result;
            return body.IsCompleted || !body.IsCanceled ? new(body) : RestAsync(context, new(body), options);
        }

        return RestAsync(context, read, options);
    }

    /// <summary>The rest of a body whose reading has begun, as <see cref="ReadAsync"/>.</summary>
    public static async ValueTask<ReadResult> RestAsync(HttpContext context, ValueTask<ReadResult> read, GatewayOptions options)
    {
        var reader = context.Request.BodyReader;
        var late = false;
        void Cut()
        {
            Volatile.Write(ref late, true);
            reader.CancelPendingRead();
        }

        using var place = context.RequestServices.GetRequiredService<ArrivingBodies>().Enter(Cut);
        await using var clock = context
            .RequestServices.GetRequiredService<TimeProvider>()
            .CreateTimer(_ => Cut(), null, options.BodyTimeout, Timeout.InfiniteTimeSpan);
        var body = await read;
        // A stopping server interrupts pending reads once, so that idle connections end; the rest of this body still comes.
        while (body.IsCanceled && !body.IsCompleted)
        {
            reader.AdvanceTo(body.Buffer.Start);
            if (Volatile.Read(ref late))
            {
                throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
            }

            body = await reader.ReadAtLeastAsync(options.MaxBodyBytes + 1, context.RequestAborted);
        }

        return body;
    }
}
