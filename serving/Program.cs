using ServerlessML.Serving;

try
{
    await using var gateway = Gateway.Build(args);
    EmptyDirectory.Enter(gateway.Services.GetRequiredService<GatewayOptions>());
    await gateway.RunAsync();
    return 0;
}
catch (InvalidOperationException setting)
{
    Console.Error.WriteLine(setting.Message);
    return 2;
}
