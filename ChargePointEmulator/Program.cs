using ChargePointEmulator.CommandLine;

return await EmulatorCommandLine.RunAsync(args);
