using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessML.Functions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddServerlessMl(builder.Configuration);
builder.Build().Run();
