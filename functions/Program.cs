using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessML.Functions;
using ServerlessML.Ml.Evaluation.Scoring;

if (args is [ScoringProgram.Verb])
{
    return ScoringProgram.Run();
}

var builder = FunctionsApplication.CreateBuilder(args);

// By ASP.NET Core, which reads a body that comes in chunks.
builder.ConfigureFunctionsWebApplication();
builder.Services.AddServerlessMl(builder.Configuration);
builder.Build().Run();
return 0;
