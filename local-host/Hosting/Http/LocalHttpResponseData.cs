using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>A function's answer, held back until the function has returned, so that a late failure is still a 500.</summary>
internal sealed class LocalHttpResponseData(HttpContext http, FunctionContext context) : HttpResponseData(context)
{
    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies { get; } = new LocalHttpCookies(http.Response.Cookies);

    public async Task SendAsync(CancellationToken cancellation)
    {
        http.Response.StatusCode = (int)StatusCode;
        foreach (var (name, values) in Headers)
        {
            http.Response.Headers.Append(name, values.ToArray());
        }

        if (Body.CanSeek)
        {
            Body.Position = 0;
            if (Body.Length > 0)
            {
                http.Response.ContentLength = Body.Length;
            }
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await Body.CopyToAsync(http.Response.Body, cancellation);
        }
    }
}
