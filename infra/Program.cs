using ServerlessML.Infra;

return await Deployment.RunAsync<ServerlessMlStack>();
