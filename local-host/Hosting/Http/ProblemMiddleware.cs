using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>What goes wrong becomes a problem document: the caller gets no stack trace, the log does.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Problem.WriteAsync(http, e.StatusCode, e.Message);
            return;
        }
        catch (BindingException e) when (!http.Response.HasStarted)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, e.Message);
            return;
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            log.LogError(e, "{Method} {Path} failed, trace {Trace}", http.Request.Method, http.Request.Path, http.TraceIdentifier);
            http.Response.Clear();
            await Problem.WriteAsync(
                http,
                StatusCodes.Status500InternalServerError,
                "The request failed. The host's log has the reason under the trace id."
            );
            return;
        }

        if (http.Response is not { HasStarted: false, ContentType: null, ContentLength: null, StatusCode: >= 400 and var status })
        {
            return;
        }

        if (status == StatusCodes.Status405MethodNotAllowed)
        {
            // The Functions host has routes with methods, and nothing at an address for another one.
            http.Response.Headers.Remove(HeaderNames.Allow);
            status = StatusCodes.Status404NotFound;
        }

        await Problem.WriteAsync(http, status, Detail(http, status));
    }

    private static string Detail(HttpContext http, int status) =>
        status switch
        {
            StatusCodes.Status404NotFound => $"The host has no route {http.Request.Method} {http.Request.Path}. docs/reference lists them.",
            _ => "The request was refused.",
        };
}
